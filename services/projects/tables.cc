#include "services/projects/tables.h"

#include "base/rules/earlier_forms.h"

namespace cofi::projects {

const db::Table<v1::Organization>& Organizations() {
  static const db::Table<v1::Organization> table{{
      .name = "organization",
      .columns = {"display_name", "kind", "siret", "rna", "territory", "fiscal_year_start_month"},
  }};
  return table;
}

const db::Table<v1::Project>& Projects() {
  static const db::Table<v1::Project> table{
      {
          .name = "project",
          .columns = {"display_name", "description", "lead", "territory", "currency", "time_zone",
                      "planned_start_date", "planned_end_date", "start_condition", "state",
                      "state_date", "funding", "history"},
          .effective = {"state_date"},
          .earlier_forms = 1,
      },
      &rules::Modernize};
  return table;
}

const db::Table<v1::Phase>& Phases() {
  static const db::Table<v1::Phase> table{{
      .name = "phase",
      .columns = {"display_name", "description", "position", "planned_start_date",
                  "planned_end_date"},
  }};
  return table;
}

const db::Table<v1::Partner>& Partners() {
  static const db::Table<v1::Partner> table{{
      .name = "partner",
      .columns = {"organization", "role", "note"},
  }};
  return table;
}

const db::Table<v1::ProjectUpdate>& Updates() {
  static const db::Table<v1::ProjectUpdate> table{{
      .name = "project_update",
      .columns = {"entry_date", "display_name", "text", "event_date", "event_display_name"},
      .effective = {"entry_date"},
  }};
  return table;
}

}  // namespace cofi::projects
