// A file that is there whole or not at all, whatever becomes of the program: it has no name, or
// another, until all of it is written.
#ifndef COFI_CLIENTS_CLI_PRINTED_OUTPUT_FILE_H_
#define COFI_CLIENTS_CLI_PRINTED_OUTPUT_FILE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cofi::cli {

class OutputFile {
 public:
  explicit OutputFile(std::string path);
  // Leaves nothing behind unless it was finished.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // The errno of the first thing that failed; 0 if none did. Then nothing else is done.
  int error() const { return error_; }

  void Write(absl::string_view bytes);
  // Puts it in the place of what had its name before, if anything did.
  void Finish();

 private:
  const std::string path_;
  // Until it is finished.
  std::string part_;
  int descriptor_ = -1;
  int error_ = 0;
};

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_OUTPUT_FILE_H_
