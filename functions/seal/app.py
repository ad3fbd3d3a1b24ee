"""Schedule → write the last version of every chain once a day, and sign it."""

from aws_lambda_powertools import Logger

from advisory_watch.bootstrap import seal_function

logger = Logger()


@logger.inject_lambda_context
def handler(_event: object, _context: object) -> dict[str, int]:
    """Seal every readable source; fail if the manifest could not be written or signed."""
    sealed = seal_function.sign_manifest().run()
    for source, reason in sealed.lost.items():
        logger.error("ledger.failed", source=source, reason=reason)
    if sealed.manifest is not None:
        logger.info("manifest.signed", day=str(sealed.manifest.day), key=sealed.manifest.key)
    return {"manifests": int(sealed.manifest is not None), "failures": len(sealed.lost)}
