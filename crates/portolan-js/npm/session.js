import { PortolanError, rethrow } from "./error.js";

/** What a session does without a request; the session file of Agave's command line tools is plain data here. */
export const local = {
  init: (call, where) => call("init", where),

  saveConfigs(call, config) {
    const { name, entry } = call("save");
    const { tenantid: tenant, username: user } = entry;
    const tenants = config?.sessions ?? {};
    const users = tenants[tenant] ?? {};
    const clients = { ...users[user], [name]: entry };
    return { ...config, current: { [name]: entry }, sessions: { ...tenants, [tenant]: { ...users, [user]: clients } } };
  },

  loadConfigs(call, { config, tenantId, username, clientName } = {}) {
    const isNamed = [tenantId, username, clientName].every((part) => typeof part === "string");
    const clients = isNamed ? config?.sessions?.[tenantId]?.[username] : config?.current;
    const name = isNamed ? clientName : Object.keys(clients ?? {})[0];
    const entry = clients?.[name];
    if (typeof entry !== "object" || entry === null) {
      throw new PortolanError({ code: "not-found", message: "The session file holds no such session." });
    }
    call("load", { name, entry });
  },
};

/** Calls the client's wasm, with errors as people catch them. */
export const caller = (client) => (what, argument) => {
  try {
    return client.session(what, argument);
  } catch (thrown) {
    rethrow(thrown);
  }
};
