//! What `portolan --help` tells beyond the list of commands.

/// After the commands: what to do first, and where things are.
pub(crate) const FIRST_STEPS: &str = "\
First steps:
  portolan serve                          serves on http://127.0.0.1:8750 and prints an address
                                          that signs a browser in
  echo secret | portolan user add alice   adds a user; prints their JARVICE key and Rescale token,
                                          which are kept as digests only and shown this once
  portolan app add my-app/app.json        adds an app for everybody, also while the server runs

Clients of the real services need only another base address:
  Agave     http://127.0.0.1:8750          user name and password, OAuth clients and tokens
  JARVICE   http://127.0.0.1:8750          /jarvice/..., user name and API key
  Rescale   http://127.0.0.1:8750          /api/v2/..., Authorization: Token ...

Everything is in one data folder: home/<user>/ are the users' files, systems/<id>/ those on systems that
users registered, jobs/<id>/ the jobs' own, as plain files; portolan.sqlite has the rest, and secrets.key
opens the credentials in it. Copy the folder while the server is stopped to back it up.

PORTOLAN_LOG says what is logged to standard error, such as PORTOLAN_LOG=debug.
`portolan serve --help` tells about the configuration file.";

/// After the options of `serve`: the configuration file by example.
pub(crate) const CONFIGURATION: &str = r#"The configuration file is TOML; every key is optional, unknown ones are refused:

  # Pages elsewhere that may call this server from a browser.
  origins = ["https://gateway.example.org"]

  # How much space there is for each user's home, each job, and each of the two logs of a job.
  [quotas]
  home = "20GB"                            # no limit without it
  job = "64GB"
  log = "64MB"

  # What actors run: an image's name, and the program on this machine that it stands for.
  [actors]
  "me/words:1" = ["/usr/local/bin/words", "--json"]

  # A real service behind /upstream/tacc/, for browsers that may not call it themselves.
  [upstream.tacc]
  service = "agave"                        # or "jarvice", "rescale"
  base_url = "https://api.example.org"
  key_file = "tacc.key"                    # optional, mode 0600, beside this file: the token, username:apikey,
                                           # or clientKey:clientSecret. Callers then sign in with this server's
                                           # own credentials and never see the key
  allow_private = false                    # true for http and for addresses in private networks"#;
