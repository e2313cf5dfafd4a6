// Asks the server what this page is about, tells the user, and moves on with what the server answers. Texts of others
// are only ever set as text.

const element = (id) => document.getElementById(id);
const query = location.search;

async function call(path, options) {
  const response = await fetch(path, { credentials: "omit", ...options });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message || answer.fault?.description || response.statusText);
  return answer.result;
}

function leave(target) {
  const { protocol } = new URL(target);
  if (protocol !== "https:" && protocol !== "http:") throw new Error("The way back is no web address.");
  location.replace(target);
}

function decide(fields) {
  const body = JSON.stringify({ ...fields, query });
  return call("/authorize", { method: "POST", headers: { "Content-Type": "application/json" }, body });
}

function show({ client, description, owner, host }) {
  const about = element("about");
  about.textContent = `${client} at ${host} asks to act for you on this server. It was registered by ${owner}.`;
  if (description) about.textContent += ` Its description: ${description}`;
  document.title = `Sign in for ${client} - Portolan`;
  element("form").hidden = false;
  element("username").focus();
}

async function submit(fields) {
  const buttons = document.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  element("fault").textContent = "";
  try {
    leave((await decide(fields)).location);
  } catch (error) {
    element("fault").textContent = error.message;
    for (const button of buttons) button.disabled = false;
    element("password").select();
    element("password").focus();
  }
}

element("form").addEventListener("submit", (event) => {
  event.preventDefault();
  submit({ allow: true, username: element("username").value, password: element("password").value });
});
element("deny").addEventListener("click", () => submit({ allow: false }));

try {
  const about = await call(`/authorize/request${query}`);
  if (about.location) leave(about.location);
  else show(about);
} catch (error) {
  element("about").textContent = `This sign-in cannot go on. ${error.message}`;
}
