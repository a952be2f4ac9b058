// The one thing that browsers do for whole pages and not for parts: put the focus where something is to be read.
document.addEventListener("htmx:after:swap", () => {
  const place = document.querySelector("[data-focus]") ?? document.querySelector("#main");
  place?.focus();
});
