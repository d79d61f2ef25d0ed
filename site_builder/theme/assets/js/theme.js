// Runs before the first paint: the reader's choice of light or dark, if one was ever made (the only thing stored).
(function (root) {
  root.dataset.js = "";
  try {
    var choice = localStorage.getItem("theme");
    if (choice === "dark" || choice === "light") root.dataset.theme = choice;
  } catch {
    // Storage may be refused; the system's preference holds then.
  }
})(document.documentElement);
