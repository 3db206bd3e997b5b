// SPDX-License-Identifier: Apache-2.0
#pragma once
// Without this the system's headers would count as this module's own, or as that of whichever module was read first.
#pragma clang module import SwiftGlibc
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <pthread.h>
#include <sys/prctl.h>

// Variadic, so that Swift can't call it. Channels are numbered up to `channels`; frames have at most 128 KiB.
static inline amqp_rpc_reply_t gnome_amqp_login(amqp_connection_state_t state, const char *vhost, int channels,
                                                int heartbeat, const amqp_table_t *properties, const char *user,
                                                const char *password) {
    return amqp_login_with_properties(state, vhost, channels, AMQP_DEFAULT_FRAME_SIZE, heartbeat, properties,
                                      AMQP_SASL_METHOD_PLAIN, user, password);
}

// Variadic as well. Names the calling thread.
static inline void gnome_name_thread(const char *name) {
    prctl(PR_SET_NAME, name);
}

// The attributes of a thread are a C union that Swift sees in whichever module happened to include it first.
// The library reads tables within tables by recursion, and a frame holds up to 26,000 levels: with a stack of 1 MiB, which a
// limit of the shell may set, one message ended the process. What is not used of a stack takes no memory.
static inline int gnome_start_detached_thread(void *(*body)(void *), void *context) {
    pthread_t thread;
    pthread_attr_t attributes;
    int result = pthread_attr_init(&attributes);
    if (result != 0) return result;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 16 << 20);
    result = pthread_create(&thread, &attributes, body, context);
    pthread_attr_destroy(&attributes);
    return result;
}
