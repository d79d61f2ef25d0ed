// Small comforts. Every page works without this file.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = matchMedia("(prefers-color-scheme: dark)");

  // Light or dark. Choosing what the system prefers anyway forgets the choice, so that the page follows it again.
  var toggles = document.querySelectorAll(".theme-toggle");
  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  }
  function show() {
    toggles.forEach(function (toggle) {
      toggle.setAttribute("aria-pressed", String(isDark()));
    });
  }
  toggles.forEach(function (toggle) {
    toggle.addEventListener("click", function () {
      var wanted = isDark() ? "light" : "dark";
      var system = dark.matches ? "dark" : "light";
      try {
        if (wanted === system) localStorage.removeItem("theme");
        else localStorage.setItem("theme", wanted);
      } catch {
        // Not stored: it holds for this page alone.
      }
      if (wanted === system) delete root.dataset.theme;
      else root.dataset.theme = wanted;
      show();
    });
  });
  dark.addEventListener("change", show);
  show();

  // The menu of small screens closes with Escape, and when attention moves elsewhere.
  var menu = document.querySelector(".menu");
  if (menu) {
    menu.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    document.addEventListener("click", function (event) {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
  }

  // Contents unfold where they stand beside the article; elsewhere they would push it away, and stay folded.
  var toc = document.querySelector(".toc");
  if (toc && matchMedia("(min-width: 72em)").matches) toc.open = true;

  // The chapter being read is marked in the contents.
  if (toc && "IntersectionObserver" in window) {
    var links = {};
    toc.querySelectorAll("a[href^='#']").forEach(function (link) {
      links[decodeURIComponent(link.hash.slice(1))] = link;
    });
    var watch = new IntersectionObserver(
      function (entries) {
        entries.forEach(function (entry) {
          if (!entry.isIntersecting) return;
          Object.keys(links).forEach(function (id) {
            links[id].removeAttribute("aria-current");
          });
          links[entry.target.id].setAttribute("aria-current", "location");
        });
      },
      { rootMargin: "0px 0px -75% 0px" },
    );
    Object.keys(links).forEach(function (id) {
      var heading = document.getElementById(id);
      if (heading) watch.observe(heading);
    });
  }

  // A question that is linked to opens.
  function open() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") target.open = true;
  }
  addEventListener("hashchange", open);
  open();
})();
