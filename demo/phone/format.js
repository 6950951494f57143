// WhatsApp's marks: *bold*, _italic_, ~struck~, `code`, and web addresses.

import { el } from "./dom.js";

const MARK = /(?<![\p{L}\p{N}])(```|[*_~`])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/u;
const ADDRESS = /(?:https?:\/\/[^\s<>]+|(?:[a-z0-9-]+\.)+[a-z]{2,}\/[^\s<>]+)/iu;
const AFTER_ADDRESS = /[.,;:!?)'"\]*_~]+$/;
const TAGS = { "*": "strong", _: "em", "~": "s", "`": "code", "```": "code" };

/** The nodes of a text as WhatsApp shows it; `follow(url)` may take a link over by returning a listener. */
export function formatted(text, follow = () => null) {
  const address = ADDRESS.exec(text);
  const mark = MARK.exec(text);
  if (mark && (!address || mark.index < address.index)) {
    const inside = mark[1].startsWith("`") ? [mark[2]] : formatted(mark[2], follow);
    return [...plain(text.slice(0, mark.index)), el(TAGS[mark[1]], {}, ...inside), ...formatted(text.slice(mark.index + mark[0].length), follow)];
  }
  if (!address) return plain(text);
  const url = address[0].replace(AFTER_ADDRESS, "");
  return [...plain(text.slice(0, address.index)), link(url, follow), ...formatted(text.slice(address.index + url.length), follow)];
}

/** A text in one line, without its marks. */
export function stripped(text) {
  return formatted(text).map((node) => node.textContent ?? node).join("").replace(/\s+/g, " ").trim();
}

const plain = (text) => (text ? [document.createTextNode(text)] : []);

function link(url, follow) {
  const listen = follow(url.replace(/^https?:\/\//i, ""));
  const href = /^https?:/i.test(url) ? url : `https://${url}`;
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", on: listen ? { click: listen } : {} }, url);
}
