#include "services/attachments/tables.h"

namespace cofi::attachments {

const db::Table<v1::Attachment>& Attachments() {
  static const db::Table<v1::Attachment> table{{
      .name = "attachment",
      .columns = {"display_name", "sha256", "size_bytes", "content_type", "note", "requirement",
                  "location", "application", "stage", "agreement", "obligation", "expense",
                  "receipt", "claim"},
  }};
  return table;
}

const db::Table<v1::Paper>& Papers() {
  static const db::Table<v1::Paper> table{{
      .name = "paper",
      .columns = {"display_name", "sha256", "size_bytes", "content_type", "note", "kind",
                  "issue_date", "expire_date"},
  }};
  return table;
}

}  // namespace cofi::attachments
