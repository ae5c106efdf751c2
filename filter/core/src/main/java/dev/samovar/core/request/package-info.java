/**
 * Understanding a request: is it for us, what does its body say, and what is wrong with it. Bytes
 * come in windows; nothing holds a body. Depends on {@code config}, {@code json} and {@code text}.
 */
package dev.samovar.core.request;
