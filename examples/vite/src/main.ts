import init, { Agave, isPortolanError } from "portolan";
import { run } from "./run";

const form = document.querySelector("form") as HTMLFormElement;
const status = document.querySelector("[role=status]") as HTMLElement;
const outputs = document.querySelector("ul") as HTMLElement;

const tell = (text: string) => {
  status.textContent = text;
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = new FormData(form);
  const text = (name: string) => String(fields.get(name));
  try {
    await init();
    const agave = new Agave({ baseUrl: text("baseUrl"), token: text("token") });
    for await (const name of run(agave, text("systemId"), fields.get("file") as File, tell)) {
      const item = document.createElement("li");
      item.textContent = name;
      outputs.append(item);
    }
  } catch (error) {
    if (!isPortolanError(error)) throw error;
    // A submission whose answer was lost may run: the user should look before trying again.
    tell(error.outcome === "unknown" ? `${error.message} It may have been carried out.` : error.message);
  }
});
