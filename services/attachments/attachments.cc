#include "services/attachments/attachments.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "services/attachments/contents.h"
#include "services/attachments/file_name_rules.h"
#include "services/attachments/tables.h"
#include "services/rpc/verify_resource.h"

namespace cofi::attachments {
namespace {

using v1::Attachment;
using v1::Paper;

// What an attachment may support, by the field that names it.
struct Subject {
  const char* field;
  const std::string& (Attachment::*name)() const;
};
constexpr Subject kSubjects[] = {
    {"application", &Attachment::application},
    {"stage", &Attachment::stage},
    {"agreement", &Attachment::agreement},
    {"obligation", &Attachment::obligation},
    {"expense", &Attachment::expense},
    {"receipt", &Attachment::receipt},
    {"claim", &Attachment::claim},
};

// That it supports one thing, of its own project.
absl::Status CheckSubject(const Attachment& attachment) {
  const char* found = nullptr;
  for (const Subject& each : kSubjects) {
    const std::string& name = (attachment.*each.name)();
    if (name.empty()) continue;
    const std::string field = absl::StrCat("attachment.", each.field);
    if (found != nullptr || RootOf(name) != RootOf(attachment.name())) {
      return InField(field,
                     Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                            {{"value", name}, {"accepted", "one thing, of the same project"}}));
    }
    found = each.field;
  }
  return found != nullptr
             ? absl::OkStatus()
             : InField("attachment.application", Refuse(type::v1::REASON_FIELD_REQUIRED));
}

bool IsElsewhere(const Attachment& attachment) { return !attachment.location().empty(); }

// That it has a content or is kept elsewhere; one of them it has, as the protos say.
absl::Status CheckPlace(const Attachment& attachment) {
  if (!IsElsewhere(attachment) || attachment.sha256().empty()) return absl::OkStatus();
  return InField("attachment.location",
                 Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                        {{"value", attachment.location()},
                         {"accepted", "a content or a location, not both"}}));
}

template <typename File>
absl::Status TakeName(const char* field, File& file) {
  const absl::StatusOr<std::string> type = MediaTypeOf(file.display_name());
  if (!type.ok()) return InField(absl::StrCat(field, ".display_name"), type.status());
  file.set_content_type(*type);
  return absl::OkStatus();
}

// Whether its content is there is asked last: who has not sent it yet is told all else first.
template <typename File>
absl::Status TakeContent(db::Transaction& tx, const db::Table<File>& table, const char* field,
                         File& file) {
  COFI_RETURN_IF_ERROR(TakeName(field, file));
  COFI_ASSIGN_OR_RETURN(const bool there, table.Exists(tx, file.name()));
  if (there) return Refuse(type::v1::REASON_RESOURCE_EXISTS, {{"name", file.name()}});
  int64_t size = 0;
  COFI_RETURN_IF_ERROR(
      InField(absl::StrCat(field, ".sha256"), UseContent(tx, file.sha256(), &size)));
  file.set_size_bytes(size);
  return absl::OkStatus();
}

template <typename File>
absl::Status Verify(db::Transaction& tx, const File& file) {
  return CheckContent(
      tx, file.sha256(), file.size_bytes(),
      [&](absl::string_view what, absl::string_view expected, absl::string_view found) {
        return rpc::Broken(file, what, expected, found);
      });
}

}  // namespace

absl::Status OnCreateAttachment(db::Transaction& tx, Attachment& attachment) {
  COFI_RETURN_IF_ERROR(CheckSubject(attachment));
  COFI_RETURN_IF_ERROR(CheckPlace(attachment));
  // A binder has no ending, and is called as people call it.
  return IsElsewhere(attachment) ? absl::OkStatus()
                                 : TakeContent(tx, Attachments(), "attachment", attachment);
}

absl::Status OnUpdateAttachment(db::Transaction&, const Attachment&, Attachment& after) {
  COFI_RETURN_IF_ERROR(CheckSubject(after));
  COFI_RETURN_IF_ERROR(CheckPlace(after));
  return IsElsewhere(after) ? absl::OkStatus() : TakeName("attachment", after);
}

absl::Status OnRemoveAttachment(db::Transaction& tx, const Attachment& attachment) {
  return IsElsewhere(attachment) ? absl::OkStatus() : LeaveContent(tx, attachment.sha256());
}

absl::Status VerifyAttachment(db::Transaction& tx, const Attachment& attachment) {
  if (!IsElsewhere(attachment)) return Verify(tx, attachment);
  return attachment.sha256().empty() ? absl::OkStatus()
                                     : rpc::Broken(attachment, "sha256", "", attachment.sha256());
}

absl::Status OnCreatePaper(db::Transaction& tx, Paper& paper) {
  return TakeContent(tx, Papers(), "paper", paper);
}

absl::Status OnUpdatePaper(db::Transaction&, const Paper&, Paper& after) {
  return TakeName("paper", after);
}

absl::Status OnRemovePaper(db::Transaction& tx, const Paper& paper) {
  return LeaveContent(tx, paper.sha256());
}

absl::Status VerifyPaper(db::Transaction& tx, const Paper& paper) { return Verify(tx, paper); }

absl::Status ReadSupported(db::Transaction& tx, const internal::v1::ReadSupportedRequest& request,
                           type::v1::StillOpen* response) {
  const std::string below = absl::StrCat(request.application(), "/");
  std::set<std::string> supported;
  COFI_ASSIGN_OR_RETURN(const std::vector<Attachment> attachments,
                        Attachments().Children(tx, request.name()));
  for (const Attachment& each : attachments) {
    for (const Subject& subject : kSubjects) {
      const std::string& name = (each.*subject.name)();
      if (absl::StartsWith(name, below)) supported.insert(name);
    }
  }
  response->mutable_supported()->Assign(supported.begin(), supported.end());
  return absl::OkStatus();
}

}  // namespace cofi::attachments
