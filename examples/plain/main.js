import init, { Agave, isPortolanError } from "./node_modules/portolan/dist/index.js";

const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
const list = document.querySelector("ol");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { baseUrl, token } = Object.fromEntries(new FormData(form));
  list.replaceChildren();
  try {
    await init();
    const agave = new Agave({ baseUrl, token });
    const jobs = await agave.jobs.list({ limit: 10 });
    for (const { name, status } of jobs) {
      const item = document.createElement("li");
      item.textContent = `${name}: ${status}`;
      list.append(item);
    }
    status.textContent = `${jobs.length} jobs`;
    agave.free();
  } catch (error) {
    if (!isPortolanError(error)) throw error;
    status.textContent = [error.message, error.hint].filter(Boolean).join(" ");
  }
});
