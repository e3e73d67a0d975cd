// What is copied from a session can be pasted: its commands, without prompts and answers.
(() => {
  const prompt = /^(?:\$|>>>|\.\.\.)(?: |$)/;
  const commands = (code) =>
    code.textContent
      .split("\n")
      .filter((line) => prompt.test(line))
      .map((line) => line.replace(prompt, ""))
      .join("\n");
  document.addEventListener("DOMContentLoaded", () => {
    for (const code of document.querySelectorAll(".highlight code")) {
      if (code.querySelector(".gp")) {
        code.parentElement.setAttribute("data-copy", commands(code));
      }
    }
  });
})();
