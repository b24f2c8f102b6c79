#!/usr/bin/env bash
# The files of the reference case, and the copy that its second budget begins with, which a file to
# apply cannot bring along. After the case:
#
#   cofi apply -f docs/cases/precarisation.yaml
#   docs/cases/precarisation-files.sh [COFI]
#
# All of them are ILLUSTRATIVE, as the figures of the case are: they are made here, on one page
# each, and their figures are those of the case. What is attached already stays as it is.
set -euo pipefail

cofi=${1:-cofi}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A page of text, the first line above the others: the least that every reader of PDF takes. The same
# lines make the same bytes.
pdf() {  # FILE LINE…
  local file=$folder/$1 text='' line size=16
  shift
  for line in "$@"; do
    line=$(printf '%s' "$line" | iconv -f UTF-8 -t WINDOWS-1252 | sed 's/[\\()]/\\&/g')
    text+="/F $size Tf ($line) Tj 0 -24 Td"$'\n'
    size=11
  done
  # Lengths and places are counted in bytes.
  local LC_ALL=C
  local stream=$'BT 56 770 Td\n'"${text}ET"
  local objects=(
    '<< /Type /Catalog /Pages 2 0 R >>'
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>'
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'
    "<< /Length ${#stream} >>"$'\nstream\n'"$stream"$'\nendstream'
  )
  local all=$'%PDF-1.4\n' table=$'0000000000 65535 f \n' i
  for i in "${!objects[@]}"; do
    table+=$(printf '%010d 00000 n ' "${#all}")$'\n'
    all+="$((i + 1)) 0 obj"$'\n'"${objects[i]}"$'\nendobj\n'
  done
  printf '%sxref\n0 6\n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n' \
    "$all" "$table" "${#all}" >"$file"
}

text() {  # FILE LINE…
  printf '%s\n' "${@:2}" >"$folder/$1"
}

attach() {  # NOUN NAME FILE COFI-ARGUMENTS…
  "$cofi" "$1" get "$2" >/dev/null 2>&1 || "$cofi" "$1" create "$2" --file "$folder/$3" "${@:4}"
}

# ---- The application to the Fondation de France ----------------------------------

pdf "Note d'intention.pdf" \
  "Note d'intention" \
  'Appel « Démarches participatives », Fondation de France' \
  'Porteur : Collège coopératif en Bretagne' \
  'Prévenir la précarisation avec les personnes concernées et les acteurs sociaux,' \
  'sur Mordelles et les environs. Quatre phases, deux ans.' \
  'Document illustratif.'
attach attachment precarisation/note-intention "Note d'intention.pdf" --stage fdf/note

pdf 'Dossier complet.pdf' \
  'Dossier de candidature' \
  'Appel « Démarches participatives », Fondation de France' \
  'Coût total prévu : 180 000 EUR ; aide demandée : 80 000 EUR' \
  "1. Diagnostic partagé  2. Pistes d'action  3. Expérimentation  4. Consolidation" \
  'Document illustratif.'
attach attachment precarisation/dossier-complet 'Dossier complet.pdf' --stage fdf/dossier

text 'Budget prévisionnel.csv' \
  'compte;libellé;montant' \
  '60;Fournitures;4000' \
  '61;Location de salles;6000' \
  '62;Honoraires, déplacements, publication;48000' \
  '641;Rémunération;76000' \
  '645;Charges sociales;34000' \
  '65;Autres charges;2000' \
  'indirect;Charges indirectes;10000'
attach attachment precarisation/budget-previsionnel 'Budget prévisionnel.csv' --application fdf \
  --note "Joint au dossier complet."

pdf 'Convention FDF-2017.pdf' \
  'Convention de subvention FDF-2017' \
  'Entre la Fondation de France et le Collège coopératif en Bretagne' \
  'Montant accordé : 80 000 EUR' \
  'Dépenses éligibles du 1er juin 2017 au 31 mai 2019' \
  'Fait le 15 mai 2017, en deux exemplaires. Document illustratif.'
attach attachment precarisation/convention-pdf 'Convention FDF-2017.pdf' \
  --agreement fdf/convention

text 'Trame du bilan intermédiaire.txt' \
  'Bilan qualitatif intermédiaire, à remettre le 30 juin 2018' \
  '1. Ce qui a été fait depuis juin 2017' \
  '2. Qui a pris part aux rencontres' \
  '3. Ce que le diagnostic partagé a fait apparaître' \
  '4. Ce qui est prévu en 2018' \
  'Document illustratif.'
attach attachment precarisation/trame-bilan 'Trame du bilan intermédiaire.txt' \
  --obligation fdf/bilan-intermediaire

# ---- What was spent --------------------------------------------------------------

pdf 'Facture A-2017-01.pdf' \
  'Facture A-2017-01' \
  'Cabinet A (illustratif), le 20 juin 2017' \
  'Animation des rencontres, premier acompte : 4 800,00 EUR' \
  'Acquittée le 20 juin 2017.'
attach attachment precarisation/facture-a-2017-01 'Facture A-2017-01.pdf' \
  --expense animation-2017-1

pdf 'Facture B-2017-118.pdf' \
  'Facture B-2017-118' \
  'Salle B (illustratif), le 15 septembre 2017' \
  'Location de salle : 340,50 EUR' \
  'Acquittée le 15 septembre 2017.'
attach attachment precarisation/facture-b-2017-118 'Facture B-2017-118.pdf' \
  --expense salle-2017-09

text 'Facture C-2017-2041.txt' \
  'Papeterie C (illustratif)' \
  'Facture C-2017-2041 du 5 octobre 2017' \
  "Fournitures d'atelier : 612,40 EUR, payées par carte le jour même."
attach attachment precarisation/facture-c-2017-2041 'Facture C-2017-2041.txt' \
  --expense fournitures-2017-10

# ---- The second version of the budget --------------------------------------------

# With what the transfer of May 2018 left. More time of the team, fewer fees. Once it is there it
# stays as it is.
if ! "$cofi" budget get precarisation/v2 >/dev/null 2>&1; then
  "$cofi" budget create precarisation/v2 --copy-from v1 --display-name 'Budget révisé (illustratif)'
  "$cofi" line update precarisation/v2/62 --planned-amount 44500
  "$cofi" line update precarisation/v2/641 --planned-amount 78000
  "$cofi" budget adopt precarisation/v2 --effective-date 2018-09-01
fi

# ---- What every funder asks the lead for -----------------------------------------

pdf "Attestation d'assurance 2018.pdf" \
  "Attestation d'assurance" \
  'Assurée : Collège coopératif en Bretagne' \
  'Responsabilité civile, du 1er janvier au 31 décembre 2018' \
  'Document illustratif.'
attach paper college-cooperatif-bretagne/assurance-2018 "Attestation d'assurance 2018.pdf" \
  --kind insurance --issue-date 2018-01-01 --expire-date 2018-12-31
