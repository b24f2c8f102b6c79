#include "base/names.h"

#include <algorithm>

#include "absl/base/thread_annotations.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "base/check.h"
#include "base/refusal.h"
#include "google/api/resource.pb.h"

namespace cofi {
namespace {

bool IsVariable(absl::string_view segment) { return absl::StartsWith(segment, "{"); }

bool Matches(absl::Span<const std::string> pattern, absl::string_view name, bool wildcards) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() != pattern.size()) return false;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (IsVariable(pattern[i])) {
      if (!IsResourceId(parts[i]) && !(wildcards && parts[i] == "-")) return false;
    } else if (parts[i] != pattern[i]) {
      return false;
    }
  }
  return true;
}

absl::Status Malformed(absl::string_view value, const std::string& accepted) {
  return Refuse(type::v1::REASON_NAME_MALFORMED,
                {{"value", std::string(value)}, {"accepted", accepted}});
}

}  // namespace

absl::string_view RootOf(absl::string_view name) {
  if (!absl::StartsWith(name, "projects/")) return kSharedRoot;
  return name.substr(0, name.find('/', sizeof("projects/") - 1));
}

absl::string_view ParentOf(absl::string_view name) {
  const size_t id = name.rfind('/');
  const size_t collection = id == name.npos ? name.npos : name.rfind('/', id - 1);
  return collection == name.npos ? absl::string_view() : name.substr(0, collection);
}

absl::string_view IdOf(absl::string_view name) { return name.substr(name.rfind('/') + 1); }

bool HasWildcard(absl::string_view name) {
  return absl::StrContains(name, "/-/") || absl::EndsWith(name, "/-");
}

bool IsResourceId(absl::string_view id) {
  return !id.empty() && id.size() <= 63 && id[0] != '-' &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

NamePattern::NamePattern(absl::string_view pattern)
    : text_(pattern), parent_text_(ParentOf(pattern)), segments_(absl::StrSplit(pattern, '/')) {
  COFI_CHECK(segments_.size() % 2 == 0, text_);
  collection_ = segments_[segments_.size() - 2];
  for (const std::string& segment : segments_) {
    if (IsVariable(segment)) variables_.push_back(segment.substr(1, segment.size() - 2));
  }
}

absl::Span<const NamePattern> NamePattern::AllOf(const google::protobuf::Descriptor* resource) {
  static absl::Mutex mutex(absl::kConstInit);
  static auto* const patterns ABSL_GUARDED_BY(mutex) =
      new absl::node_hash_map<const google::protobuf::Descriptor*, std::vector<NamePattern>>();
  absl::MutexLock lock(&mutex);
  std::vector<NamePattern>& all = (*patterns)[resource];
  if (all.empty()) {
    for (const std::string& each :
         resource->options().GetExtension(google::api::resource).pattern()) {
      all.emplace_back(each);
    }
  }
  COFI_CHECK(!all.empty(), resource->full_name());
  return all;
}

absl::Status NamePattern::Check(absl::string_view name, bool wildcards) const {
  return Matches(segments_, name, wildcards) ? absl::OkStatus() : Malformed(name, text_);
}

absl::Status NamePattern::CheckParent(absl::string_view parent, bool wildcards) const {
  const auto segments = absl::MakeConstSpan(segments_).subspan(0, segments_.size() - 2);
  if (segments.empty() ? parent.empty() : Matches(segments, parent, wildcards)) {
    return absl::OkStatus();
  }
  return Malformed(parent, parent_text_);
}

std::string NamePattern::Join(absl::string_view parent, absl::string_view id) const {
  return parent.empty() ? absl::StrCat(collection_, "/", id)
                        : absl::StrCat(parent, "/", collection_, "/", id);
}

std::string NamePattern::Fill(const std::vector<std::string>& ids) const {
  COFI_CHECK(ids.size() == variables_.size(), text_);
  std::vector<std::string> parts = segments_;
  for (size_t i = 0; i < ids.size(); ++i) parts[2 * i + 1] = ids[i];
  return absl::StrJoin(parts, "/");
}

std::vector<std::string> NamePattern::Ids(absl::string_view name) const {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  COFI_CHECK(parts.size() == segments_.size(), text_);
  std::vector<std::string> ids;
  for (size_t i = 1; i < parts.size(); i += 2) ids.push_back(parts[i]);
  return ids;
}

absl::Status CheckName(absl::Span<const NamePattern> forms, absl::string_view name,
                       bool wildcards) {
  for (const NamePattern& form : forms) {
    if (form.Check(name, wildcards).ok()) return absl::OkStatus();
  }
  return Malformed(name, absl::StrJoin(forms, ", ", [](std::string* out, const NamePattern& form) {
                     out->append(form.text());
                   }));
}

}  // namespace cofi
