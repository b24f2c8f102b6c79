#include "clients/cli/printed/output.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace cofi::cli {
namespace {

constexpr size_t kBlockBytes = 1 << 14;

}  // namespace

Output::Output(int descriptor) : descriptor_(descriptor), block_(kBlockBytes, '\0') {
  setp(block_.data(), block_.data() + block_.size());
}

Output::int_type Output::overflow(int_type next) {
  if (sync() != 0) return traits_type::eof();
  return traits_type::eq_int_type(next, traits_type::eof())
             ? traits_type::not_eof(next)
             : sputc(traits_type::to_char_type(next));
}

int Output::sync() {
  for (const char* at = pbase(); at < pptr() && error_ == 0;) {
    const ssize_t written = write(descriptor_, at, static_cast<size_t>(pptr() - at));
    if (written >= 0) {
      at += written;
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  setp(block_.data(), block_.data() + block_.size());
  return error_ == 0 ? 0 : -1;
}

UnreadIsNoSignal::UnreadIsNoSignal() : before_(signal(SIGPIPE, SIG_IGN)) {}
UnreadIsNoSignal::~UnreadIsNoSignal() { signal(SIGPIPE, before_); }

}  // namespace cofi::cli
