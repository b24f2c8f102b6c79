// `cofi NOUN create --from TEMPLATE`: the fields of a template, where no flag says otherwise.
#ifndef COFI_CLIENTS_CLI_COMMANDS_TEMPLATE_H_
#define COFI_CLIENTS_CLI_COMMANDS_TEMPLATE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/language.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/nouns.h"
#include "google/protobuf/message.h"

namespace cofi::cli {

// Fills the request of a Create with what the template `from` says and `arguments` do not. Of its
// items it takes the one of the noun; what that is called, the words of the command say.
//
// INVALID_ARGUMENT, in the user's language: what TemplateText (typed/templates.h), ReadApplyFile
// and CheckSize say, or if there is not one such item.
absl::Status FillFromTemplate(const Noun& noun, const Verb& verb, const std::string& from,
                              const std::vector<Flag>& flags, const Arguments& arguments,
                              Language language, Message* request);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_TEMPLATE_H_
