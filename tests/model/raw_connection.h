// A connection that says whatever it likes, HTTP/2 or not.
#ifndef COFI_TESTS_MODEL_RAW_CONNECTION_H_
#define COFI_TESTS_MODEL_RAW_CONNECTION_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace cofi::model {

class RawConnection {
 public:
  // Connects to a Unix socket.
  explicit RawConnection(const std::string& path);
  ~RawConnection();
  RawConnection(RawConnection&& other) noexcept;
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  bool connected() const { return file_ >= 0; }

  // Writes all of it, unless the server has hung up; whether it could. What the
  // server says meanwhile is read.
  bool Write(absl::string_view bytes);

  // Waits until the server has ended the first stream or hung up; false if it does
  // neither.
  bool AwaitEnd();

 private:
  // Reads what is there without waiting; false once the server has hung up.
  bool Hear();

  int file_ = -1;
  std::string heard_;  // What was not yet looked at.
};

// The preface of HTTP/2 and an empty SETTINGS frame.
std::string Preface();

enum class FrameType : uint8_t { kData = 0, kHeaders = 1, kReset = 3, kSettings = 4, kPing = 6 };

// A frame; `length` is what it claims, when that is not the truth.
std::string Frame(FrameType type, uint8_t flags, uint32_t stream, absl::string_view payload,
                  int64_t length = -1);

// The header block of a gRPC call to `path`, without compression, with one more header
// if it has a name: its value may be any bytes, up to 100. Unless that is it, its
// `grpc-timeout` is five seconds.
std::string CallHeaders(absl::string_view path, absl::string_view name = "",
                        absl::string_view value = "");

// A gRPC call on that stream, which is odd, behind a preface.
std::string CallOn(uint32_t stream, absl::string_view path, absl::string_view message);

// A gRPC call from its preface to its end, with that header.
std::string WholeCall(absl::string_view path, absl::string_view message, absl::string_view name,
                      absl::string_view value);

}  // namespace cofi::model

#endif  // COFI_TESTS_MODEL_RAW_CONNECTION_H_
