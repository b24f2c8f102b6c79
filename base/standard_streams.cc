#include "base/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <initializer_list>

namespace cofi {

void HoldStandardStreams() {
  for (const int each : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(each, F_GETFD) >= 0) continue;
    // The lowest that is free is taken: this one. Opened the wrong way round, it can be used for
    // nothing.
    (void)open("/dev/null", each == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace cofi
