#include "tests/db/examples.h"

#include "absl/strings/str_cat.h"
#include "db/tables/keys.h"

namespace cofi {
namespace {

constexpr db::Store::Migration kMigrations[] = {
    {"0001_examples",
     "CREATE TABLE organization (root TEXT NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL,"
     " uid TEXT NOT NULL, create_time BIGINT NOT NULL, update_time BIGINT NOT NULL,"
     " sequence BIGINT NOT NULL, display_name TEXT NOT NULL, kind TEXT NOT NULL,"
     " siret TEXT NOT NULL, PRIMARY KEY (root, name));"
     "CREATE TABLE phase (root TEXT NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL,"
     " uid TEXT NOT NULL, create_time BIGINT NOT NULL, update_time BIGINT NOT NULL,"
     " sequence BIGINT NOT NULL, display_name TEXT NOT NULL, position BIGINT,"
     " planned_start_date TEXT NOT NULL, PRIMARY KEY (root, name));"
     "CREATE UNIQUE INDEX phase_position ON phase (root, position);"
     "CREATE TABLE receipt (root TEXT NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL,"
     " uid TEXT NOT NULL, create_time BIGINT NOT NULL, update_time BIGINT NOT NULL,"
     " sequence BIGINT NOT NULL, currency TEXT NOT NULL, \"grant\" TEXT NOT NULL,"
     " line TEXT NOT NULL, kind TEXT NOT NULL, receipt_date TEXT NOT NULL, amount BIGINT, "
     "reference TEXT NOT NULL,"
     " reversed_by TEXT NOT NULL, PRIMARY KEY (root, name));"
     "CREATE TABLE funding_grant (root TEXT NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL,"
     " uid TEXT NOT NULL, create_time BIGINT NOT NULL, update_time BIGINT NOT NULL,"
     " sequence BIGINT NOT NULL, currency TEXT NOT NULL, awarded_amount BIGINT,"
     " award_date TEXT NOT NULL, eligible_accounts BYTEA NOT NULL, rate BYTEA NOT NULL,"
     " ceiling BIGINT, PRIMARY KEY (root, name));"
     "CREATE TABLE application (root TEXT NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL,"
     " uid TEXT NOT NULL, create_time BIGINT NOT NULL, update_time BIGINT NOT NULL,"
     " sequence BIGINT NOT NULL, currency TEXT NOT NULL, display_name TEXT NOT NULL,"
     " requested_amount BIGINT, expected_amount BIGINT, likelihood_basis_points BIGINT,"
     " expected_decision_date TEXT NOT NULL, state TEXT NOT NULL,"
     " agreement_terms_reference TEXT NOT NULL, agreement_terms_signature_date TEXT NOT NULL,"
     " note TEXT NOT NULL, history BYTEA NOT NULL, funder TEXT NOT NULL,"
     " decision_reference TEXT NOT NULL, PRIMARY KEY (root, name));"
     "CREATE TABLE specimen (root TEXT NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL,"
     " uid TEXT NOT NULL, create_time BIGINT NOT NULL, update_time BIGINT NOT NULL,"
     " sequence BIGINT NOT NULL, content BYTEA NOT NULL, pieces BYTEA NOT NULL,"
     " small_numbers BYTEA NOT NULL, numbers BYTEA NOT NULL, kinds BYTEA NOT NULL,"
     " answers BYTEA NOT NULL, part_content BYTEA NOT NULL, parts BYTEA NOT NULL,"
     " PRIMARY KEY (root, name));"},
    {"", "",
     [](db::Connection& connection) {
       return db::FillKeys(connection,
                           {&Organizations(), &Phases(), &Receipts(), &Grants(), &Applications()});
     }},
};

}  // namespace

const db::Table<Organization>& Organizations() {
  static const db::Table<Organization> table{
      {.name = "organization", .columns = {"display_name", "kind", "siret"}}};
  return table;
}

const db::Table<Phase>& Phases() {
  static const db::Table<Phase> table{
      {.name = "phase", .columns = {"display_name", "position", "planned_start_date"}}};
  return table;
}

const db::Table<Receipt>& Receipts() {
  static const db::Table<Receipt> table{
      {.name = "receipt",
       .columns = {"grant", "line", "kind", "receipt_date", "amount", "reference", "reversed_by"},
       .effective = {"receipt_date"}}};
  return table;
}

const db::Table<Grant>& Grants() {
  static const db::Table<Grant> table{
      {.name = "funding_grant",
       .columns = {"awarded_amount", "award_date", "eligible_accounts", "rate", "ceiling"},
       .effective = {"award_date"}}};
  return table;
}

const db::Table<Application>& Applications() {
  static const db::Table<Application> table{
      {.name = "application",
       .columns = {"display_name", "requested_amount", "expected_amount", "likelihood_basis_points",
                   "expected_decision_date", "state", "agreement_terms.reference",
                   "agreement_terms.signature_date", "note", "history", "funder",
                   "decision_reference"},
       .freeing = {"WITHDRAWN"}}};
  return table;
}

absl::Span<const db::Store::Migration> ExampleMigrations() { return kMigrations; }

Date On(absl::string_view iso) { return ParseDate(iso).value(); }

Money Euros(int64_t minor) { return MoneyFromMinor(minor, "EUR"); }

Phase PhaseNamed(const std::string& id, int position) {
  Phase phase;
  phase.set_name(absl::StrCat("projects/p/phases/", id));
  phase.set_display_name(absl::StrCat("Phase ", id));
  phase.set_position(position);
  return phase;
}

Receipt ReceiptNamed(const std::string& id, int64_t minor, absl::string_view date) {
  Receipt receipt;
  receipt.set_name(absl::StrCat("projects/p/receipts/", id));
  receipt.set_grant("projects/p/grants/region");
  receipt.set_kind(Receipt::KIND_ADVANCE);
  *receipt.mutable_receipt_date() = On(date);
  *receipt.mutable_amount() = Euros(minor);
  return receipt;
}

}  // namespace cofi
