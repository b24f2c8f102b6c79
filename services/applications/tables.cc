#include "services/applications/tables.h"

#include "base/rules/earlier_forms.h"

namespace cofi::applications {

const db::Table<v1::Funder>& Funders() {
  static const db::Table<v1::Funder> table{{
      .name = "funder",
      .columns = {"display_name", "organization", "note"},
  }};
  return table;
}

const db::Table<v1::Call>& Calls() {
  static const db::Table<v1::Call> table{{
      .name = "funding_call",
      .columns = {"display_name",       "programme",         "open_date",
                  "close_date",         "recurrence",        "award_floor",
                  "award_ceiling",      "reviewing_service", "paying_agency",
                  "required_documents", "stage_template",    "obligation_template",
                  "pre_deposit_date",   "sessions",          "award_floor_base",
                  "award_ceiling_base", "min_rate",          "max_rate",
                  "cost_types",         "figures_source",    "no_start_before_acknowledgement"},
  }};
  return table;
}

const db::Table<v1::Application>& Applications() {
  static const db::Table<v1::Application> table{{
                                                    .name = "application",
                                                    .columns = {"display_name",
                                                                "funder",
                                                                "call",
                                                                "requested_amount",
                                                                "expected_amount",
                                                                "awarded_amount",
                                                                "likelihood_basis_points",
                                                                "declared_cofunding_amount",
                                                                "declared_cofunding_date",
                                                                "expected_decision_date",
                                                                "state",
                                                                "state_date",
                                                                "current_stage",
                                                                "submit_date",
                                                                "decision_date",
                                                                "decision_reference",
                                                                "conditions",
                                                                "agreement_terms",
                                                                "note",
                                                                "history",
                                                                "dated_values",
                                                                "draft_expire_date",
                                                                "funder_status",
                                                                "funder_status_date",
                                                                "resubmits",
                                                                "awaits",
                                                                "session",
                                                                "eligible_cost",
                                                                "year_amounts",
                                                                "acknowledgement_date"},
                                                    .effective = {"state_date"},
                                                    .freeing = {"REJECTED", "WITHDRAWN"},
                                                    .earlier_forms = 1,
                                                },
                                                &rules::Modernize};
  return table;
}

const db::Table<v1::Stage>& Stages() {
  static const db::Table<v1::Stage> table{{
      .name = "stage",
      .columns = {"display_name", "kind", "position", "due_date", "expected_decision_date", "state",
                  "state_date", "outcome_note", "original_due_date", "extensions", "history",
                  "required_documents"},
      .effective = {"state_date"},
  }};
  return table;
}

const db::Table<v1::Agreement>& Agreements() {
  static const db::Table<v1::Agreement> table{{
      .name = "agreement",
      .columns = {"reference", "signature_date", "eligible_start_date", "eligible_end_date",
                  "eligible_accounts", "rate", "ceiling", "year_amounts", "payments", "note",
                  "dated_values"},
      .effective = {"signature_date"},
  }};
  return table;
}

const db::Table<v1::Obligation>& Obligations() {
  static const db::Table<v1::Obligation> table{{
      .name = "obligation",
      .columns = {"display_name", "kind", "due_date", "due_rule", "unlocked_amount", "preparer",
                  "certifier", "state", "state_date", "extensions", "history", "occurrence",
                  "required_documents"},
      .effective = {"state_date"},
  }};
  return table;
}

const db::Table<v1::Revision>& Revisions() {
  static const db::Table<v1::Revision> table{{
      .name = "revision",
      .columns = {"verb", "effective_date", "stage", "requested_amount",
                  "declared_cofunding_amount", "note", "application_snapshot"},
      .effective = {"effective_date"},
  }};
  return table;
}

}  // namespace cofi::applications
