// Resources as `cofi apply` reads them: what can be declared of each, in the words and values of
// the command line. What verbs did is not among it.
//
//   - line: jardin/v1/60
//     account: 60
//     planned_amount: 4000.00
#ifndef COFI_CLIENTS_CLI_PRINTED_YAML_H_
#define COFI_CLIENTS_CLI_PRINTED_YAML_H_

#include <string>
#include <vector>

#include "clients/cli/typed/nouns.h"
#include "google/protobuf/message.h"

namespace cofi::cli {

// An item for each; empty of none.
std::string YamlText(const std::vector<const Message*>& resources);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_YAML_H_
