// What stands for a value in usage lines and help, in the user's language: `PROJECT/EXPENSE`,
// `[PROJET]`, `-f FICHIER.yaml`, `avance|acompte|solde`.
#ifndef COFI_CLIENTS_CLI_TYPED_PLACEHOLDERS_H_
#define COFI_CLIENTS_CLI_TYPED_PLACEHOLDERS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "base/language.h"
#include "clients/cli/typed/command_line.h"

namespace cofi::cli {

// The words in capitals of `shown`, which has them in English.
std::string PlaceholderIn(absl::string_view shown, Language language);

// What stands for the value of a flag, or of a field: `AMOUNT`, `GRANT=AMOUNT`.
std::string PlaceholderOf(const Flag& flag, Language language);
std::string PlaceholderOf(const FieldDescriptor* field, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_PLACEHOLDERS_H_
