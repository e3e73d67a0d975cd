// What is copied from a session can be pasted: its commands, without prompts and answers.
(() => {
  const commands = (code) =>
    code.textContent
      .split("\n")
      .filter((line) => line.startsWith("$ "))
      .map((line) => line.slice(2))
      .join("\n");
  document.addEventListener("DOMContentLoaded", () => {
    for (const code of document.querySelectorAll(".highlight code")) {
      if (code.querySelector(".gp")) {
        code.parentElement.setAttribute("data-copy", commands(code));
      }
    }
  });
})();
