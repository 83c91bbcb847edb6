# Compile settings shared by every target, and the functions that define them.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(THREADS_PREFER_PTHREAD_FLAG ON)

find_program(TANDEM_CCACHE ccache)
if(TANDEM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${TANDEM_CCACHE}")
endif()

add_library(tandem_flags INTERFACE)
target_compile_options(tandem_flags INTERFACE -Wall -Wextra -Wconversion)
if(TANDEM_WERROR)
  target_compile_options(tandem_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Sees std::optional<std::string> used uninitialised where it is not (GCC bug 80635).
  target_compile_options(tandem_flags INTERFACE -Wno-maybe-uninitialized)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(tandem_flags INTERFACE -Wthread-safety)
endif()
if(TANDEM_SANITIZE)
  target_compile_options(tandem_flags INTERFACE "-fsanitize=${TANDEM_SANITIZE}"
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(tandem_flags INTERFACE "-fsanitize=${TANDEM_SANITIZE}")
endif()
if(TANDEM_FUZZ)
  target_compile_options(tandem_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# tandem_library(NAME SOURCES a.cc ... DEPS tandem_base ... PRIVATE_DEPS PkgConfig::X ...)
# defines the static library of one folder.
function(tandem_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${ARG_DEPS} PRIVATE tandem_flags ${ARG_PRIVATE_DEPS})
endfunction()

# tandem_program(NAME SOURCES a.cc ... DEPS tandem_base ...) defines a program.
function(tandem_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE tandem_flags ${ARG_DEPS})
endfunction()
