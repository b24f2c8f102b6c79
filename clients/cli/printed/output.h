// Standard output, which may be full, or have nobody left who reads it.
#ifndef COFI_CLIENTS_CLI_PRINTED_OUTPUT_H_
#define COFI_CLIENTS_CLI_PRINTED_OUTPUT_H_

#include <streambuf>
#include <string>

namespace cofi::cli {

// What an ostream writes into. Unlike that of std::cout, it says why it failed.
class Output final : public std::streambuf {
 public:
  explicit Output(int descriptor);

  // The errno of the first write that failed; 0 if none did.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type next) override;
  int sync() override;

 private:
  const int descriptor_;
  std::string block_;
  int error_ = 0;
};

// While one lives, writing where nobody reads is an error and no signal: for work that is to
// be done to its end whoever looks on.
class UnreadIsNoSignal {
 public:
  UnreadIsNoSignal();
  ~UnreadIsNoSignal();
  UnreadIsNoSignal(const UnreadIsNoSignal&) = delete;
  UnreadIsNoSignal& operator=(const UnreadIsNoSignal&) = delete;

 private:
  void (*const before_)(int);
};

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_OUTPUT_H_
