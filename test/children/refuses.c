/*
 * refuses COMMAND...: runs the command in a kernel that has no pidfds (ENOSYS) and makes no subreapers (EINVAL), as in
 * gVisor, WSL 1 and old containers. Source: seccomp(2).
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

/* The same numbers on every architecture. */
enum { PIDFD_SEND_SIGNAL = 424, PIDFD_OPEN = 434, PIDFD_GETFD = 438 };

#ifdef __x86_64__
enum { PRCTL = 157 };
#else
enum { PRCTL = 167 };
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define JUMP_IF(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define FAIL(number) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (number))

int main(int count, char **arguments) {
  struct sock_filter filter[] = {
    LOAD(nr),
    JUMP_IF(PIDFD_SEND_SIGNAL, 6, 0),
    JUMP_IF(PIDFD_OPEN, 5, 0),
    JUMP_IF(PIDFD_GETFD, 4, 0),
    JUMP_IF(PRCTL, 0, 2),
    LOAD(args[0]),
    JUMP_IF(PR_SET_CHILD_SUBREAPER, 2, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    FAIL(ENOSYS),
    FAIL(EINVAL),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  if (count < 2) return 2;
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    perror("seccomp");
    return 1;
  }
  execvp(arguments[1], arguments + 1);
  perror(arguments[1]);
  return 1;
}
