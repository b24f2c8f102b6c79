#include "clients/cli/sent/interruption.h"

#include <unistd.h>

#include <cstddef>
#include <utility>

namespace cofi::cli {
namespace {

void (*act)() = nullptr;

extern "C" void ActAndEnd(int signal) {
  act();
  _exit(128 + signal);
}

}  // namespace

Interruption::Interruption(void (*what)()) : act_before_(std::exchange(act, what)) {
  for (size_t i = 0; i < std::size(kSignals); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler == SIG_IGN) continue;
    struct sigaction ours {};
    ours.sa_handler = &ActAndEnd;
    // One at a time: what another began is done to its end.
    sigfillset(&ours.sa_mask);
    sigaction(kSignals[i], &ours, nullptr);
  }
}

void Interruption::Ignore() {
  for (const int each : kSignals) signal(each, SIG_IGN);
}

Interruption::~Interruption() {
  for (size_t i = 0; i < std::size(kSignals); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  act = act_before_;
}

}  // namespace cofi::cli
