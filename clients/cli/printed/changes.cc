#include "clients/cli/printed/changes.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/readable.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/typed/values.h"

namespace cofi::cli {
namespace {

constexpr absl::string_view kOfEveryChange[] = {"name", "uid", "create_time", "update_time",
                                                "etag"};

// The bytes of one field alone.
std::string BytesAt(const FieldPath& path, const Message& message) {
  const std::unique_ptr<Message> alone(message.New());
  path.Copy(message, alone.get());
  return alone->SerializeAsString();
}

void AddChanged(const Descriptor* type, const std::string& prefix, const Message& before,
                const Message& after, std::vector<FieldPath>* changed) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const std::string text = absl::StrCat(prefix, field->name());
    if (std::find(std::begin(kOfEveryChange), std::end(kOfEveryChange), text) !=
        std::end(kOfEveryChange)) {
      continue;
    }
    if (IsGroup(field) && !field->is_repeated()) {
      AddChanged(field->message_type(), text + ".", before, after, changed);
      continue;
    }
    FieldPath path = FieldPath::Find(before.GetDescriptor(), text);
    if (BytesAt(path, before) != BytesAt(path, after)) changed->push_back(std::move(path));
  }
}

std::string CellAt(const FieldPath& path, const Message& message, Language language) {
  const Message* holder = path.Holder(message);
  return holder == nullptr ? "" : Cell(*holder, path.leaf(), language);
}

}  // namespace

std::vector<FieldPath> ChangedPaths(const Message& before, const Message& after) {
  std::vector<FieldPath> changed;
  AddChanged(before.GetDescriptor(), "", before, after, &changed);
  return changed;
}

std::string PathLabel(const Descriptor* type, const FieldPath& path, Language language) {
  std::vector<std::string> labels;
  std::string so_far;
  for (const absl::string_view part : absl::StrSplit(path.text(), '.')) {
    absl::StrAppend(&so_far, so_far.empty() ? "" : ".", part);
    labels.push_back(LabelOf(FieldPath::Find(type, so_far).leaf(), language));
  }
  return absl::StrJoin(labels, " ");
}

std::pair<std::string, std::string> BeforeAndAfter(const FieldPath& path, const Message& before,
                                                   const Message& after, Language language) {
  std::string old = CellAt(path, before, language), now = CellAt(path, after, language);
  if (!path.leaf()->is_repeated() || old.empty()) return {std::move(old), std::move(now)};
  const std::string kept = old + "; ";
  if (now.rfind(kept, 0) == 0) return {"", absl::StrCat("+ ", now.substr(kept.size()))};
  return {std::move(old), std::move(now)};
}

}  // namespace cofi::cli
