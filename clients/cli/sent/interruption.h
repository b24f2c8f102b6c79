// What is done when the program is told to end: SIGINT, SIGTERM or SIGHUP.
//
//   const Interruption interruption(&TakeAway);
//   … work that must not be left half done
//
// A signal that was ignored before stays so: `nohup cofi backup …` outlives its terminal.
#ifndef COFI_CLIENTS_CLI_SENT_INTERRUPTION_H_
#define COFI_CLIENTS_CLI_SENT_INTERRUPTION_H_

#include <signal.h>

#include <iterator>

namespace cofi::cli {

class Interruption {
 public:
  // Once told to end, the program calls `act` and ends with 128 and the signal's number. `act`
  // may only do what a signal may interrupt (signal-safety(7)).
  explicit Interruption(void (*act)());
  // What was done before is done again.
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // Nothing ends the program from here on, as long as this lives.
  void Ignore();

 private:
  static constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

  void (*const act_before_)();
  struct sigaction before_[std::size(kSignals)];
};

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_SENT_INTERRUPTION_H_
