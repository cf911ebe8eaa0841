#include <linux/filter.h>
#include <sys/socket.h>

// Drops what begins a connection (SYN without ACK) before `listener` sees it; what is under way goes on. 0 or -1 with errno.
// A filter begins at the TCP header, whose byte 13 holds the flags.
static inline int csocketfilter_drop_beginnings(int listener) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x12),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x02, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
    };
    struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };
    return setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}
