#!/usr/bin/env bash
# @sindresorhus/slugify drops a half, and parts a name that is written as one word.
#
# Expected: “Estudio 10½” keeps its half in some form, “UñasLocas” stays one word.
# Seen:     estudio-10, the slug of another shop, and unas-locas; a Roman Ⅻ gives the empty slug.
# Versions: @sindresorhus/slugify 3.0.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" @sindresorhus/slugify@3.0.1

(cd "$folder" && node - <<'CODE'
import("@sindresorhus/slugify").then(({ default: slugify }) => {
  for (const name of ["Estudio 10½", "Estudio 10", "UñasLocas", "Ⅻ"])
    console.log(name, "->", JSON.stringify(slugify(name)));
  const asSeen = slugify("Estudio 10½") === slugify("Estudio 10") && slugify("UñasLocas") === "unas-locas"
    && slugify("Ⅻ") === "";
  process.exit(asSeen ? 0 : 1);
});
CODE
)
