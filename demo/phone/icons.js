// The icons, drawn on a grid of 24 and coloured by the text around them.

const PATHS = {
  back: "M15 5l-7 7 7 7",
  send: "M4.4 20.2 21 12 4.4 3.8 4.2 10.2 15 12 4.2 13.8Z",
  mic: "M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  clip: "M19 11.5 11.7 18.8a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.5 1.5 0 0 1-2.2-2.2L14.6 7.3",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4ZM12 16.5a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6Z",
  pin: "M12 21s-6.5-5.8-6.5-11a6.5 6.5 0 0 1 13 0c0 5.2-6.5 11-6.5 11ZM12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z",
  reply: "M10 6 4.5 11.5 10 17M5 11.5h8.5c3.6 0 6 2.4 6 6",
  list: "M9 7h11M9 12h11M9 17h11M4.5 7h.01M4.5 12h.01M4.5 17h.01",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9.5l6 6 6-6",
  out: "M13 5h6v6M19 5l-8 8M17 14v5H5V7h5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
  play: "M7 4.5v15l12-7.5Z",
  link: "M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.2-1.2",
  plus: "M12 5v14M5 12h14",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 7.5V12l3 2",
  shop: "M4.5 10v9.5h15V10M3.5 8.2 5.6 4h12.8l2.1 4.2a2.8 2.8 0 0 1-5.6.3 2.9 2.9 0 0 1-5.8 0 2.8 2.8 0 0 1-5.6-.3ZM10 19.5v-5h4v5",
  qr: "M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h2.5v2.5M20 14v6h-6v-1.5M20 14h-.5",
  print: "M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7Z",
  doc: "M6 3h8l4 4v14H6ZM14 3v4h4",
};

const FILLED = new Set(["send", "play"]);

function svg(viewBox, width, height) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  element.setAttribute("viewBox", viewBox);
  element.setAttribute("width", width);
  element.setAttribute("height", height);
  element.setAttribute("aria-hidden", "true");
  return element;
}

function path(d, filled) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "path");
  element.setAttribute("d", d);
  element.setAttribute("fill", filled ? "currentColor" : "none");
  if (!filled) {
    element.setAttribute("stroke", "currentColor");
    element.setAttribute("stroke-width", "1.9");
    element.setAttribute("stroke-linecap", "round");
    element.setAttribute("stroke-linejoin", "round");
  }
  return element;
}

/** An icon by its name. */
export function icon(name, size = 24) {
  const element = svg("0 0 24 24", size, size);
  element.append(path(PATHS[name], FILLED.has(name)));
  return element;
}

const TICK_NAMES = { pending: "Pendiente", sent: "Enviado", delivered: "Entregado", read: "Leído", failed: "No enviado" };

/** The ticks of a message of one's own: a clock, one, two, two in blue. */
export function ticks(state) {
  const holder = document.createElement("span");
  holder.className = `ticks ticks-${state}`;
  holder.setAttribute("role", "img");
  holder.setAttribute("aria-label", TICK_NAMES[state] ?? "Enviado");
  const drawing = state === "pending" ? icon("clock", 13) : svg("0 0 18 11", 18, 11);
  if (state !== "pending") {
    drawing.append(path("M1.2 5.9 4.6 9.3 11.6 1.4", false));
    if (state === "delivered" || state === "read") drawing.append(path("M8.2 8.1 9.4 9.3 16.6 1.4", false));
  }
  holder.append(drawing);
  return holder;
}

/** The phone's own status bar: signal, wifi, battery. */
export function statusIcons() {
  const element = svg("0 0 66 14", 66, 14);
  element.append(
    path("M1 9h3v4H1zM6 6.5h3V13H6zM11 4h3v9h-3zM16 1h3v12h-3z", true),
    path("M25 4.6C29.5.5 36.5.5 41 4.6l-2 2.2c-3.4-3-8.6-3-12 0ZM28.8 8.6a6 6 0 0 1 8.4 0L33 13Z", true),
    path("M46.5 2.5h14a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-14a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2Z", false),
    path("M47 5h10v4H47zM64.3 5.5v3", true),
  );
  return element;
}
