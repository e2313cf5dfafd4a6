import { PortolanError } from "./error.js";

/** What a session does without a request; the session file of Agave's command line tools is plain data here. */
export const sessionOf = (connection) => ({
  init: (where) => connection.session("init", where),

  saveConfigs(config) {
    const { name, entry } = connection.session("save");
    const { tenantid: tenant, username: user } = entry;
    const tenants = config?.sessions ?? {};
    const users = tenants[tenant] ?? {};
    const clients = { ...users[user], [name]: entry };
    return { ...config, current: { [name]: entry }, sessions: { ...tenants, [tenant]: { ...users, [user]: clients } } };
  },

  loadConfigs({ config, tenantId, username, clientName } = {}) {
    const isNamed = [tenantId, username, clientName].every((part) => typeof part === "string");
    const clients = isNamed ? config?.sessions?.[tenantId]?.[username] : config?.current;
    const name = isNamed ? clientName : Object.keys(clients ?? {})[0];
    const entry = clients?.[name];
    if (typeof entry !== "object" || entry === null) {
      throw new PortolanError({ code: "not-found", message: "The session file holds no such session." });
    }
    connection.session("load", { name, entry });
  },
});
