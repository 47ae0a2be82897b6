"""What the commands do, without a terminal; `convert` has a wing of its own.

`inspect` reads one bundle and shows how; `list` lists stories and counts the archive; `withdraw`
withdraws a story or restores it. `check_links` checks a built site by the rules of `link_targets`.
`serve` serves it, `rebuild` builds it on every change, and `reload` lets open pages follow.
"""
