#include "services/budgets/tables.h"

#include "services/budgets/earlier_forms.h"

namespace cofi::budgets {

const db::Table<v1::Budget>& Budgets() {
  static const db::Table<v1::Budget> table{{
      .name = "budget",
      .columns = {"display_name", "version", "state", "state_date", "adoption_date", "history",
                  "transfer_limit_basis_points", "transfers"},
      .effective = {"state_date"},
  }};
  return table;
}

const db::Table<v1::Line>& Lines() {
  static const db::Table<v1::Line> table{{
      .name = "line",
      .columns = {"side", "account", "display_name", "planned_amount", "position", "phase",
                  "fiscal_year", "funder", "overrun_policy", "dated_values", "spread_start_date",
                  "spread_end_date"},
  }};
  return table;
}

const db::Table<v1::Grant>& Grants() {
  static const db::Table<v1::Grant> table{
      {
          .name = "funding_grant",
          .columns = {"display_name", "application", "funder", "awarded_amount", "award_date",
                      "eligible_start_date", "eligible_end_date", "eligible_accounts", "rate",
                      "ceiling", "lost_date", "conditional", "close_date", "dated_values",
                      "payments"},
          .effective = {"award_date", "lost_date", "close_date"},
          .earlier_forms = 1,
      },
      &Modernize};
  return table;
}

const db::Table<v1::Receipt>& Receipts() {
  static const db::Table<v1::Receipt> table{
      {
          .name = "receipt",
          .columns = {"grant", "line", "kind", "receipt_date", "amount", "reference", "reversed_by",
                      "reverses", "note", "claim"},
          .effective = {"receipt_date"},
          .earlier_forms = 1,
      },
      &Modernize};
  return table;
}

const db::Table<v1::Claim>& Claims() {
  static const db::Table<v1::Claim> table{{
      .name = "payment_claim",
      .columns = {"display_name", "reference", "kind", "period_start_date", "period_end_date",
                  "include_unpaid", "requested_amount", "required_documents", "eligible_amount",
                  "claimed_amount", "accepted_amount", "entry_count", "entries", "state",
                  "state_date", "history"},
      .effective = {"state_date"},
  }};
  return table;
}

const db::Table<v1::Commitment>& Commitments() {
  static const db::Table<v1::Commitment> table{
      {
          .name = "commitment",
          .columns = {"line", "display_name", "supplier", "reference", "commitment_date", "amount",
                      "consumed_amount", "state", "state_date", "overrun_amount", "history"},
          .effective = {"state_date"},
          // Who committed a wrong amount releases it, and commits the same quote anew.
          .freeing = {"RELEASED"},
          .earlier_forms = 1,
      },
      &Modernize};
  return table;
}

const db::Table<v1::Expense>& Expenses() {
  static const db::Table<v1::Expense> table{
      {
          .name = "expense",
          .columns = {"line",
                      "kind",
                      "display_name",
                      "supplier",
                      "invoice_reference",
                      "invoice_date",
                      "amount",
                      "payment_date",
                      "payment_reference",
                      "commitment",
                      "shares",
                      "documents",
                      "own_funds_amount",
                      "consumed_amount",
                      "overrun_amount",
                      "reversed_by",
                      "reverses",
                      "note",
                      "splits",
                      "payments",
                      "paid_in_parts",
                      "credits",
                      "credited_amount",
                      "share_changes",
                      "recovered_vat_amount",
                      "corrects"},
          .effective = {"share_changes", "payments", "invoice_date", "payment_date"},
          .duplicate = type::v1::REASON_DUPLICATE_INVOICE,
          .earlier_forms = 1,
      },
      &Modernize};
  return table;
}

const db::Table<v1::Contribution>& Contributions() {
  static const db::Table<v1::Contribution> table{{
      .name = "contribution",
      .columns = {"line", "source_line", "giver", "display_name", "contribution_date",
                  "hours_hundredths", "rate", "amount", "reference", "note", "reversed_by",
                  "reverses"},
      .effective = {"contribution_date"},
  }};
  return table;
}

const db::Table<v1::FiscalYear>& FiscalYears() {
  static const db::Table<v1::FiscalYear> table{{
      .name = "fiscal_year",
      .columns = {"start_date", "end_date", "state", "state_date", "close_date", "note",
                  "spent_amount", "paid_amount", "received_amount", "history"},
      .effective = {"state_date"},
  }};
  return table;
}

}  // namespace cofi::budgets
