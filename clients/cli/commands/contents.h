// Files that are attached, on their way to the server and back.
#ifndef COFI_CLIENTS_CLI_COMMANDS_CONTENTS_H_
#define COFI_CLIENTS_CLI_COMMANDS_CONTENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/nouns.h"

namespace cofi::cli {

// A file that was not sent, because the request is only to be tried.
struct UnsentFile {
  std::string name, sha256;
  int64_t size_bytes = 0;
};

// Uploads `--file` for a resource that has what was uploaded, and has the request refer to it; it
// is called like the file, where nothing else is said. Of a request that is only to be tried,
// nothing is sent, and `unsent` is the file. The exit code; says what went wrong.
int UploadFirst(Session& session, const Verb& verb, const Arguments& arguments, Message* request,
                std::optional<UnsentFile>* unsent);

// Tries a request that refers to a file which was not sent. Where nothing stands in its way but
// that the server has not the content yet, says that it would be uploaded, and leaves the response
// empty. The exit code; says what went wrong.
int TryUnsent(Session& session, const UnsentFile& file, const Message& request, Message* response);

// `cofi download NAME [-o FILE]`.
std::vector<Flag> DownloadFlags();
int RunDownload(Session& session, const Arguments& arguments);
// `cofi claim-pack CLAIM [-o FILE]`: a payment claim with all that supports it.
int RunClaimPack(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_CONTENTS_H_
