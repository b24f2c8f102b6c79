#!/usr/bin/env bash
# How the databases beside this file were made, with the programs of commit 84e22c9 first on
# PATH and COFI_SERVER set to a cofid of theirs on an empty folder. postgresql.dump is the
# same store after `cofid migrate` to PostgreSQL 15, written by pg_dump --inserts.
set -euo pipefail

cofi apply -f docs/cases/precarisation.yaml
cofi apply -f tests/released/0.1.0/trial.yaml

cofi commitment create essai cmd1 --line 62 --display-name "Étude" --supplier "Bureau Gwenn" \
  --reference D-1 --commitment-date 2026-03-10 --amount 3000
cofi commitment create essai cmd2 --line 62 --display-name "Plans" --supplier "Bureau Gwenn" \
  --reference D-2 --commitment-date 2026-03-11 --amount 500
cofi commitment release essai/cmd2 --effective-date 2026-03-20 --note "annulée"

# One invoice in two spellings: this version took both.
cofi expense create essai fa1 --line 62 --supplier "Imprimerie Gwenn" \
  --invoice-reference F-2026-042 --invoice-date 2026-03-20 --amount 100 --share etat=60
cofi expense create essai fa2 --line 62 --supplier "imprimerie  gwenn" \
  --invoice-reference "F-2026-042 " --invoice-date 2026-03-21 --amount 40
# Reversed after it was paid, and recorded anew; this version's reversals are positive.
cofi expense create essai fa3 --line 62 --supplier "Bureau Gwenn" --invoice-reference B1 \
  --invoice-date 2026-03-25 --payment-date 2026-04-10 --amount 1200 --commitment cmd1 \
  --share etat=500
cofi expense create essai fa4 --line 60 --supplier "Quincaillerie" --invoice-reference Q9 \
  --invoice-date 2026-04-01 --amount 1100
cofi expense reverse essai/fa3 --effective-date 2026-05-01 --note "mauvais montant"
cofi expense create essai fa3b --line 62 --supplier "Bureau Gwenn" --invoice-reference B1 \
  --invoice-date 2026-03-25 --amount 1250 --commitment cmd1 --share etat=500
cofi expense pay essai/fa1 --effective-date 2026-04-02 --payment-reference VIR-1

# One transfer in two spellings, and one reversed.
cofi receipt create essai r1 --grant etat --kind advance --receipt-date 2026-04-05 \
  --amount 1500 --reference "VIR 2026-33"
cofi receipt create essai r2 --grant etat --kind interim --receipt-date 2026-04-06 \
  --amount 700 --reference "VIR 2026-34"
cofi receipt reverse essai/r2 --effective-date 2026-04-20 --note "erreur"
cofi receipt create essai r3 --grant etat --kind advance --receipt-date 2026-04-05 \
  --amount 1500 --reference "vir 2026-33"

cofi application award essai/etat --awarded-amount 5500 --effective-date 2026-05-01
cofi application sign-agreement essai/etat --eligible-start-date 2026-01-01 \
  --eligible-end-date 2027-06-30 --effective-date 2026-05-10 --reference CONV-1
cofi obligation create essai/etat bilan --display-name "Bilan final" --kind final_report \
  --due-rule.anchor agreement_end --due-rule.months 2
cofi obligation create essai/etat cr --display-name "Compte rendu" --kind financial_report \
  --due-date 2026-06-30
cofi obligation extend essai/etat/cr --due-date 2026-09-30 --note "accord"
cofi obligation complete essai/etat/cr --effective-date 2026-09-01

cofi update create essai --entry-date 2026-05-02 --display-name "Réunion" \
  --text "Tout va bien — l’œuvre avance" --event-date 2026-12-20 --event-display-name "Comité"
cofi organization update ecole --display-name "École des Œuvres vives"

cofi budget create essai v2 --display-name "Deuxième budget"
cofi line create essai/v2 60 --side expense --account 60 --display-name Achats \
  --planned-amount 1500
cofi line create essai/v2 62 --side expense --account 62 --display-name Honoraires \
  --planned-amount 8500
cofi line create essai/v2 74e --side income --account 74 --display-name État \
  --planned-amount 5500 --funder etat
cofi line create essai/v2 75 --side income --account 75 --display-name Dons \
  --planned-amount 4500
cofi budget adopt essai/v2 --effective-date 2026-06-01

# Created and deleted: its identifier is not used again.
cofi project create efface --display-name "À effacer"
cofi project delete efface
