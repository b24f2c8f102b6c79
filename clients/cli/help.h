// Help at every level. In English the words are the protos' own comments; in French, what their
// options say (cofi/type/v1/annotations.proto).
#ifndef COFI_CLIENTS_CLI_HELP_H_
#define COFI_CLIENTS_CLI_HELP_H_

#include <string>

#include "clients/cli/catalog.h"
#include "clients/cli/typed/nouns.h"

namespace cofi::cli {

std::string HelpText(Language language, int width);
// Of `cofi report`.
std::string ReportsHelpText(Language language, int width);
std::string HelpText(const Command& command, Language language, int width);
std::string HelpText(const Noun& noun, Language language, int width);
std::string HelpText(const Noun& noun, const Verb& verb, Language language, int width);

// What a field is for, in sentences.
std::string HelpOf(const FieldDescriptor* field, Language language);

// A command line that does what the verb does, on the reference case.
std::string ExampleOf(const Noun& noun, const Verb& verb);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_HELP_H_
