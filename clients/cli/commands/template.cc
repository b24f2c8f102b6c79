#include "clients/cli/commands/template.h"

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"
#include "clients/cli/commands/apply_file.h"
#include "clients/cli/commands/words_apply.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/templates.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {

absl::Status FillFromTemplate(const Noun& noun, const Verb& verb, const std::string& from,
                              const std::vector<Flag>& flags, const Arguments& arguments,
                              Language language, Message* request) {
  COFI_ASSIGN_OR_RETURN(const std::string text, TemplateText(noun, from, language));
  const std::string place = from == "-" ? "stdin" : Quoted(from);
  COFI_ASSIGN_OR_RETURN(const std::vector<ApplyItem> items, ReadApplyFile(text, place, language));
  const ApplyItem* found = nullptr;
  int count = 0;
  for (const ApplyItem& item : items) {
    if (item.noun != &noun || item.verb != nullptr) continue;
    found = &item;
    ++count;
  }
  if (count != 1) {
    return Mistake(words::kNotOneTemplate, language, place, noun.name, absl::StrCat(count));
  }
  const std::string& body = verb.body()->name();
  const std::unique_ptr<Message> filled(request->New());
  Message* const resource = MutableMessageField(filled.get(), body);
  resource->CopyFrom(*found->message);
  SetStringField(resource, "name", "");
  for (const Flag& flag : flags) {
    const bool says_it = !flag.path.empty() && flag.made_for == nullptr &&
                         absl::StartsWith(flag.path.text(), body + ".") && arguments.Has(flag.name);
    if (!says_it) continue;
    Message* const holder = flag.path.MutableHolder(filled.get());
    holder->GetReflection()->ClearField(holder, flag.path.leaf());
  }
  filled->MergeFrom(*request);
  request->CopyFrom(*filled);
  return CheckSize(*request, language);
}

}  // namespace cofi::cli
