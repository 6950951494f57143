/* The day's grid for a pointer: drag a booking to move it, tap free time to book there. All of it is done by forms
   that stand on the page, too; the server decides, and a move is asked first. */
(() => {
  "use strict";
  const QUARTER = 15, FAR = 6, HOLD = 350;
  let drag = null;

  const timeAt = (slots, y) => {
    const box = slots.getBoundingClientRect(), rows = Number(slots.dataset.rows);
    const row = Math.max(0, Math.min(rows - 1, Math.floor(((y - box.top) / box.height) * rows)));
    const hour = slots.dataset.hours.split(" ")[Math.floor(row / 4)];
    return hour.split(":")[0].padStart(2, "0") + ":" + String((row % 4) * QUARTER).padStart(2, "0");
  };
  const columnAt = (x, y) => document.elementsFromPoint(x, y).find((one) => one.matches(".slots[data-hours]"));
  const fill = (form, values) => {
    for (const [name, value] of Object.entries(values)) if (form.elements[name]) form.elements[name].value = value;
  };

  const ask = (block, slots, time) => {
    const dialog = document.getElementById("move"), form = dialog.querySelector("form");
    form.action = block.href;
    fill(form, { time, staff: slots.dataset.staff });
    const whom = slots.dataset.staff ? " con " + slots.dataset.name : "";
    dialog.querySelector("p").textContent = `${block.dataset.who} pasa a las ${time}${whom}. Le avisamos por WhatsApp, si se puede.`;
    dialog.showModal();
  };

  const swallow = (click) => {
    click.preventDefault();
    click.stopPropagation();
  };
  const lift = () => {
    drag.moving = true;
    drag.block.classList.add("lifted");
  };
  const drop = () => {
    if (!drag) return;
    clearTimeout(drag.hold);
    drag.block.classList.remove("lifted");
    drag.block.style.transform = "";
    drag = null;
  };

  document.addEventListener("pointerdown", (event) => {
    const block = event.target.closest?.(".block[data-move]");
    if (!block || event.button) return;
    drag = { block, x: event.clientX, y: event.clientY, moving: false };
    if (event.pointerType === "touch") drag.hold = setTimeout(lift, HOLD);
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
    if (!drag.moving && Math.hypot(dx, dy) > FAR) {
      if (event.pointerType === "touch") return drop();
      lift();
    }
    if (drag.moving) drag.block.style.transform = `translate(${dx}px, ${dy}px)`;
  });
  document.addEventListener("pointerup", (event) => {
    if (!drag?.moving) return drop();
    const { block } = drag, slots = columnAt(event.clientX, event.clientY);
    const begins = slots && timeAt(slots, block.getBoundingClientRect().top + 2);
    drop();
    addEventListener("click", swallow, true); /* the click that ends a drag opens nothing */
    setTimeout(() => removeEventListener("click", swallow, true), 50);
    if (begins) ask(block, slots, begins);
  });
  document.addEventListener("pointercancel", drop);
  document.addEventListener("touchmove", (event) => drag?.moving && event.preventDefault(), { passive: false });
  document.addEventListener("dragstart", (event) => event.target.closest?.(".block") && event.preventDefault());

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-close]")) return event.target.closest("dialog").close();
    const slots = event.target.closest?.(".slots[data-hours]");
    if (!slots || event.target.closest(".block")) return;
    const book = document.getElementById("book");
    fill(book.querySelector("form"), { time: timeAt(slots, event.clientY), staff: slots.dataset.staff });
    book.open = true;
    book.scrollIntoView({ block: "nearest" });
    book.querySelector("[name=name]").focus();
  });
  /* What is typed beside the settings is cleared once it was said, not while it is on its way. */
  document.addEventListener("submit", (event) => {
    const said = event.target.elements?.text;
    if (event.target.id === "preview" && said && event.submitter?.name === "send") said.dataset.sent = said.value;
  });
  document.addEventListener("htmx:after:swap", () => {
    const said = document.querySelector("#preview [name=text][data-sent]");
    if (!said) return;
    if (said.value === said.dataset.sent) said.value = "";
    delete said.dataset.sent;
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (drag || document.querySelector("dialog[open]")) event.preventDefault();
  });
})();
