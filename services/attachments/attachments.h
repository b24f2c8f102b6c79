// The rules of attachments and papers.
#ifndef COFI_SERVICES_ATTACHMENTS_ATTACHMENTS_H_
#define COFI_SERVICES_ATTACHMENTS_ATTACHMENTS_H_

#include "absl/status/status.h"
#include "cofi/attachments/internal/v1/supported.pb.h"
#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/attachments/v1/papers.pb.h"
#include "cofi/type/v1/open_items.pb.h"
#include "db/transaction.h"

namespace cofi::attachments {

// Its content must have been uploaded (REFERENCE_NOT_FOUND) and its name say what it is
// (file_name_rules.h), or it is kept elsewhere and has none (VALUE_OUT_OF_RANGE of both); and it
// supports one thing of its project.
absl::Status OnCreateAttachment(db::Transaction& tx, v1::Attachment& attachment);
absl::Status OnUpdateAttachment(db::Transaction& tx, const v1::Attachment& before,
                                v1::Attachment& after);
absl::Status OnRemoveAttachment(db::Transaction& tx, const v1::Attachment& attachment);
// That its content is what its SHA-256 says, or that it has none and is kept elsewhere.
absl::Status VerifyAttachment(db::Transaction& tx, const v1::Attachment& attachment);

absl::Status OnCreatePaper(db::Transaction& tx, v1::Paper& paper);
absl::Status OnUpdatePaper(db::Transaction& tx, const v1::Paper& before, v1::Paper& after);
absl::Status OnRemovePaper(db::Transaction& tx, const v1::Paper& paper);
absl::Status VerifyPaper(db::Transaction& tx, const v1::Paper& paper);

absl::Status ReadSupported(db::Transaction& tx, const internal::v1::ReadSupportedRequest& request,
                           type::v1::StillOpen* response);

}  // namespace cofi::attachments

#endif  // COFI_SERVICES_ATTACHMENTS_ATTACHMENTS_H_
