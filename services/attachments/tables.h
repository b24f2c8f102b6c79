// The tables of the attachments service.
#ifndef COFI_SERVICES_ATTACHMENTS_TABLES_H_
#define COFI_SERVICES_ATTACHMENTS_TABLES_H_

#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/attachments/v1/papers.pb.h"
#include "db/tables/table.h"

namespace cofi::attachments {

const db::Table<v1::Attachment>& Attachments();
const db::Table<v1::Paper>& Papers();

}  // namespace cofi::attachments

#endif  // COFI_SERVICES_ATTACHMENTS_TABLES_H_
