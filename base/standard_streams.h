// The three descriptors that a program is given: whoever starts it may have closed some.
#ifndef COFI_BASE_STANDARD_STREAMS_H_
#define COFI_BASE_STANDARD_STREAMS_H_

namespace cofi {

// Makes sure that none of them is free, or the next file or socket that is opened would take
// its place and get what was meant for a reader. One that was closed fails as before (EBADF).
// To be called before anything is opened.
void HoldStandardStreams();

}  // namespace cofi

#endif  // COFI_BASE_STANDARD_STREAMS_H_
