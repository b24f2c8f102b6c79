// Files that are attached, on their way to the server and back.
#ifndef COFI_CLIENTS_CLI_COMMANDS_CONTENTS_H_
#define COFI_CLIENTS_CLI_COMMANDS_CONTENTS_H_

#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/nouns.h"

namespace cofi::cli {

// Uploads `--file` for a resource that has what was uploaded, and has the request refer to it; it
// is called like the file, where nothing else is said. The exit code; says what went wrong.
int UploadFirst(Session& session, const Verb& verb, const Arguments& arguments, Message* request);

// `cofi download NAME [-o FILE]`.
std::vector<Flag> DownloadFlags();
int RunDownload(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_CONTENTS_H_
