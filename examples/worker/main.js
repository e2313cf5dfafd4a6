const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });

worker.addEventListener("message", ({ data }) => {
  status.textContent = data.error ?? `${data.files} files, ${data.bytes} bytes${data.done ? "" : " so far"}`;
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  worker.postMessage(Object.fromEntries(new FormData(form)));
});

form.querySelector("[type=button]").addEventListener("click", () => worker.postMessage("stop"));
