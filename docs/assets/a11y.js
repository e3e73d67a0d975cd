// Regions that scroll can be reached by keyboard; the theme gives them no tab stop of their own.
(() => {
  const reach = () => {
    const regions = "pre > code, .md-typeset__scrollwrap, .md-typeset__table, .md-sidebar__scrollwrap";
    for (const region of document.querySelectorAll(regions)) {
      if (region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight) {
        region.setAttribute("tabindex", "0");
      } else {
        region.removeAttribute("tabindex");
      }
    }
  };
  addEventListener("load", reach);
  addEventListener("resize", reach);
  document.addEventListener("DOMContentLoaded", reach);
})();
