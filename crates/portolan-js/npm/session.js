import { PortolanError } from "./error.js";

/** What a session does without a request; the session file of Agave's command line tools is plain data here. */
export const sessionOf = (client, connection = client.connection) => ({
  /** Moves the client at once, except to a tenant that only its server knows. */
  init(where) {
    try {
      return Promise.resolve(connection.session("init", where));
    } catch (error) {
      if (error.field !== "tenantId" || where?.tenantId === undefined) throw error;
      return find(client, where.tenantId, error);
    }
  },

  /** Goes on with what the sign-in page has brought back. */
  async acceptRedirect({ url, state } = {}) {
    const { hash, search, origin, pathname } = new URL(url);
    const brought = new URLSearchParams(hash.slice(1) || search);
    if (!state || brought.get("state") !== state) {
      const message = "state: is not the one that was sent, so this answer belongs to another sign-in";
      throw new PortolanError({ code: "invalid", message, field: "state", service: "agave" });
    }
    if (brought.has("error")) {
      const message = brought.get("error_description") ?? brought.get("error");
      throw new PortolanError({ code: "auth", message, service: "agave" });
    }
    if (brought.has("access_token")) return connection.session("keep", Object.fromEntries(brought));
    await client.session.exchangeCode({ code: brought.get("code") ?? undefined, redirectUri: origin + pathname });
  },

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

/** Moves the client to a tenant that its server lists. */
async function find(client, tenantId, unknown) {
  const tenants = await client.tenants.list().catch(() => []);
  const tenant = tenants.find(({ code, id }) => code === tenantId || id === tenantId);
  if (!tenant) throw unknown;
  client.connection.session("init", { tenantId: tenant.code, baseUrl: tenant.baseUrl });
}
