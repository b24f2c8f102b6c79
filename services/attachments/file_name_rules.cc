#include "services/attachments/file_name_rules.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/refusal.h"

namespace cofi::attachments {
namespace {

// Source: IANA, Media Types, as of 2024.
constexpr std::pair<absl::string_view, absl::string_view> kTypes[] = {
    {"csv", "text/csv"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"eml", "message/rfc822"},
    {"gif", "image/gif"},
    {"heic", "image/heic"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"msg", "application/vnd.ms-outlook"},
    {"odp", "application/vnd.oasis.opendocument.presentation"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"rtf", "application/rtf"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"txt", "text/plain"},
    {"webp", "image/webp"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"xml", "application/xml"},
    {"zip", "application/zip"},
};

absl::Status Refused(absl::string_view file_name, std::string accepted) {
  return Refuse(
      type::v1::REASON_VALUE_MALFORMED,
      {{"value", std::string(file_name)}, {"accepted", std::move(accepted)}, {"why", ""}});
}

}  // namespace

absl::StatusOr<std::string> MediaTypeOf(absl::string_view file_name) {
  const bool has_folder = absl::StrContains(file_name, '/') || absl::StrContains(file_name, '\\');
  if (has_folder || absl::StartsWith(file_name, ".") || absl::StartsWith(file_name, " ")) {
    return Refused(file_name, "the name of a file, without a folder");
  }
  const size_t dot = file_name.rfind('.');
  const std::string ending =
      dot == absl::string_view::npos ? "" : absl::AsciiStrToLower(file_name.substr(dot + 1));
  for (const auto& [known, type] : kTypes) {
    if (ending == known) return std::string(type);
  }
  return Refused(file_name, absl::StrJoin(kTypes, ", ", [](std::string* out, const auto& each) {
                   absl::StrAppend(out, ".", each.first);
                 }));
}

}  // namespace cofi::attachments
