// The one thing that browsers do for whole pages and not for parts: put the focus where something is to be read.
// A part that renews itself, such as how far an import is, leaves it with who is reading: on what has the same id, which
// htmx sees to, and only where that is gone on what is there instead.
let within = false;
document.addEventListener("htmx:before:swap", (event) => {
  within = event.detail.ctx.target?.contains(document.activeElement) ?? false;
});
document.addEventListener("htmx:after:swap", (event) => {
  const lost = within && document.activeElement === document.body;
  if (event.detail.ctx.target?.id !== "page" && !lost) return;
  const place = document.querySelector("[data-focus]") ?? document.querySelector("#main");
  place?.focus();
});
// Without a connection the page stays as it is, with what was typed; it only says why nothing happened.
document.addEventListener("htmx:error", () => {
  document.querySelector("[data-offline]")?.removeAttribute("hidden");
});
