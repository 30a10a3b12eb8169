// Dropping files with a line of progress for each, and turning pages. The form works without it.
(() => {
  const send = (form, file) => new Promise((done) => {
    const line = document.createElement("li");
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", `Uploading ${file.name}`);
    line.append(`${file.name} `, bar);
    form.querySelector(".files-progress").append(line);
    const finish = (ok, sentence) => {
      line.className = ok ? "kept" : "refused";
      line.textContent = sentence;
      done(ok);
    };
    const data = new FormData(form);
    data.delete("files");
    data.append("files", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (e) => { if (e.lengthComputable) bar.value = e.loaded / e.total; });
    request.addEventListener("load", () => {
      try {
        const [answer] = JSON.parse(request.responseText).files;
        finish(answer.ok, answer.sentence);
      } catch {
        finish(false, `${file.name}: the server could not take it. Try again.`);
      }
    });
    request.addEventListener("error", () => finish(false, `${file.name}: no connection. Try again.`));
    request.send(data);
  });

  // After a refusal the sentences stay, so only the list is drawn again.
  const refresh = async () => {
    const answer = await fetch(window.location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-files-list]");
    if (fresh) document.querySelector("[data-files-list]")?.replaceWith(fresh);
  };

  const sendAll = async (form, files) => {
    form.querySelector(".files-progress").replaceChildren();
    let refused = 0;
    for (const file of files) if (!(await send(form, file))) refused += 1;
    form.querySelector("input[type=file]").value = "";
    if (!refused) window.location.reload();
    else if (refused < files.length) await refresh();
  };

  const area = (event) => event.target.closest?.("[data-files-add]");
  document.addEventListener("submit", (event) => {
    const form = area(event);
    if (!form) return;
    event.preventDefault();
    sendAll(form, [...form.querySelector("input[type=file]").files]);
  });
  document.addEventListener("dragover", (event) => {
    const form = area(event);
    if (form) { event.preventDefault(); form.classList.add("over"); }
  });
  document.addEventListener("dragleave", (event) => area(event)?.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    const form = area(event);
    if (!form) return;
    event.preventDefault();
    form.classList.remove("over");
    sendAll(form, [...event.dataTransfer.files]);
  });

  document.addEventListener("keydown", (event) => {
    const pages = event.target.closest?.("[data-file-pages]");
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (!pages || !step) return;
    event.preventDefault();
    const images = [...pages.children];
    const at = images.findIndex((i) => i.offsetTop + i.offsetHeight > pages.scrollTop + pages.offsetTop + 5);
    const next = images[Math.max(0, Math.min(images.length - 1, at + step))];
    pages.scrollTop = next.offsetTop - pages.offsetTop;
  });
})();
