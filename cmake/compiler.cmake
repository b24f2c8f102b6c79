# The compiler's settings, the same for every target. The build type is the
# preset's name (see ./dev build): Release, Debug, Asan or Tsan.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(COFI_PCH "Precompile gRPC's headers; off for clang-tidy, which cannot read g++'s" ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# NDEBUG stays undefined: a CHECK that fails in production must stop the process
# there too. -g1 keeps function names and lines for stack traces at a third of
# the size.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g")
set(CMAKE_CXX_FLAGS_ASAN
  "-O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all")
set(CMAKE_CXX_FLAGS_TSAN "-O1 -g1 -fno-omit-frame-pointer -fsanitize=thread")

# Everywhere, because a precompiled header is refused by a unit compiled
# without the same flag.
add_compile_options(-pthread)
add_link_options(-pthread)

# For our own code only; generated code is not ours to fix.
# maybe-uninitialized: g++ 12 sees ghosts in std::variant (GCC bug 105562).
# missing-field-initializers: designated initializers leave the rest to defaults.
set(COFI_WARNINGS -Wall -Wextra -Werror -Wno-maybe-uninitialized
  -Wno-missing-field-initializers)

find_program(COFI_MOLD mold)
if(COFI_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# ccache takes a unit with a precompiled header only when told that the time
# macros and the header's defines do not matter. Paths count from the root of the
# clone, so that a second clone finds what the first has compiled.
find_program(COFI_CCACHE ccache)
if(COFI_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${COFI_CCACHE})
  add_compile_options($<$<BOOL:${COFI_PCH}>:-fpch-preprocess>)
endif()
