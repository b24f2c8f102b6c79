// What may stand in place of the last word in a shell, which asks
// `cofi __complete WORD…` (completion_scripts.h).
#ifndef COFI_CLIENTS_CLI_COMPLETE_H_
#define COFI_CLIENTS_CLI_COMPLETE_H_

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/settings.h"

namespace cofi::cli {

// Which resources may be named.
struct Choice {
  const Noun* noun;
  std::string parent;
  // A filter of the list; empty of all.
  std::string filter = "";
  // The method that is to be called on them: those whose state allows it. Empty of all.
  std::string method = "";
};

// Their names, as the server has them; none if it does not answer at once.
using Lister = std::function<std::vector<std::string>(const Choice& choice)>;

// What may stand in place of the last of `words`.
std::vector<std::string> Candidates(const std::vector<std::string>& words, Language language,
                                    const Lister& lister);

// `cofi __complete`; always 0, for a shell has no use for an error.
int RunComplete(const std::vector<std::string>& words, const Environment& environment,
                std::ostream& out);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMPLETE_H_
