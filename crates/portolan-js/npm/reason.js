/** How long the question may take whether a service can be reached at all. */
const PATIENCE_MS = 3_000;

const LOCAL = /^(localhost$|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]$)/;

/**
 * Sends a request. Where it fails, a browser tells only that it did; `tell` gets the code and the hint of what can be found out about
 * the reason.
 */
export async function send(fetch, request, tell) {
  const { location } = globalThis;
  const target = new URL(request.url);
  if (!location || target.origin === location.origin) return fetch(request);
  let isBlocked = false;
  const watch = ({ blockedURI }) => {
    isBlocked ||= blockedURI !== "" && request.url.startsWith(blockedURI);
  };
  globalThis.addEventListener?.("securitypolicyviolation", watch);
  try {
    return await fetch(request);
  } catch (error) {
    // A violation is told of after the failure.
    await new Promise((resolve) => setTimeout(resolve));
    if (!request.signal.aborted) tell(await reasonOf(target, location, isBlocked));
    throw error;
  } finally {
    globalThis.removeEventListener?.("securitypolicyviolation", watch);
  }
}

async function reasonOf({ origin, protocol, hostname }, location, isBlocked) {
  const isLocal = LOCAL.test(hostname);
  if (isBlocked) {
    return { code: "csp", hint: `Add ${origin} to the connect-src directive of the page's content security policy.` };
  }
  if (location.protocol === "https:" && protocol === "http:" && !isLocal) {
    return { code: "mixed-content", hint: "A page that came over https may not call an http address: use the service's https address." };
  }
  if (await answers(origin)) {
    return { code: "cors", hint: `Have ${origin} allow calls from ${location.origin}, or go through a server of your own.` };
  }
  if (isLocal && !LOCAL.test(location.hostname) && (await isDenied("local-network-access"))) {
    return { code: "local-network", hint: "Allow this page to reach the local network, in the browser's settings for this site." };
  }
  return {};
}

/** Whether anything answers at an address; what it says may not be read, and no credential goes there. */
async function answers(origin) {
  const options = { mode: "no-cors", credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) };
  return globalThis.fetch(`${origin}/`, options).then(
    () => true,
    () => false,
  );
}

async function isDenied(name) {
  try {
    return (await navigator.permissions.query({ name })).state === "denied";
  } catch {
    return false;
  }
}
