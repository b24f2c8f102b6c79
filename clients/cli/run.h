// The way from a command line to a command.
#ifndef COFI_CLIENTS_CLI_RUN_H_
#define COFI_CLIENTS_CLI_RUN_H_

#include <ostream>
#include <string>
#include <vector>

#include "clients/cli/typed/settings.h"

namespace cofi::cli {

// Runs `cofi` with `args`, without the program's name. The exit code.
int Run(const std::vector<std::string>& args, const Environment& environment, std::ostream& out,
        std::ostream& err);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_RUN_H_
